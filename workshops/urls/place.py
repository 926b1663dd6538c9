"""Where everything of one workshop stands."""

W = "w/<slug:public_id>/"
