"""What the answer hangs on: tornado, break-even values, the value of information."""
