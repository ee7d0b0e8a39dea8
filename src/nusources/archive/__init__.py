"""The simulated archive: generators and writers of the official formats."""
