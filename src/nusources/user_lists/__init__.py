"""What lies where: a user's sources in circles and regions, blazars in a user's alert regions."""
