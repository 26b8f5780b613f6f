"""From the queue to the parcel."""
