-- What of the first steps is done: are there facilities, titles, letters, and is there any mail?
select
    exists (select 1 from facility where merged_into is null) as facilities,
    exists (select 1 from title) as titles,
    exists (select 1 from letter where voided_on is null) as letters,
    exists (select 1 from shipment where voided_on is null) as shipments
