"""What single operations cost: delivery, update, Poisson draws, epochs; and what the machine could do at best."""
