"""What the products may sell at: past prices, models of them, and parameters with their uncertainty."""
