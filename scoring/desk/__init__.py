"""The desk: a page in the browser to fill in, check and look, on a register that remembers.

It shows, asks and saves; every score, finding and table comes from the same functions as the command line.
`app.create(settings)` is the whole of it. A room is a module with a `router`: `start` and `fill` (填报), `sent` (what was
submitted), `rules` (办法), `api` (JSON). `entry` decides who may come in, before any room is entered.
"""
