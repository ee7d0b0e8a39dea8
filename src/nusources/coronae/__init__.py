"""Neutrinos of magnetised coronae of active galaxies: spectra of one, and the flux of all."""
