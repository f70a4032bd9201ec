"""How facts come in: the three forms of CloudEvents, handed to the services that own them."""
