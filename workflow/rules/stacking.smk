# Stacking: sources in all track events.
