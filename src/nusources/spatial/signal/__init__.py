"""Signal of point sources: detector response, injection, acceptance."""
