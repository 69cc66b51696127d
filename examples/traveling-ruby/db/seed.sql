insert into items (name, description)
select 'Example Item', 'Created by the seed'
where not exists (select 1 from items);
