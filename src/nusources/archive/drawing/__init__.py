"""What all simulated catalogues share: draws and names."""
