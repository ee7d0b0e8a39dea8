"""Published results of neutrino searches."""
