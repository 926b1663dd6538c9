"""How changes reach people: regions drawn once for each audience, one hub a process, one stream a page."""
