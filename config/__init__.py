"""How the product is put together and run; no app imports it."""
