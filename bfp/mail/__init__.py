"""Letters in, parcels out: requests, shipments, the check of a parcel, postage, slip, label, letter.

Knows contributions, readers, shelves, places and papers. The facility a shipment went to is fixed when it is mailed.
"""
