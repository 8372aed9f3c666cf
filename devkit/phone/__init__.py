"""What a citizen's telephone has to carry, to wait for and to show: `make phone`."""
