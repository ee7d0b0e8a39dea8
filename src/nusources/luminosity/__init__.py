"""Neutrino luminosities against hard X-ray luminosities."""
