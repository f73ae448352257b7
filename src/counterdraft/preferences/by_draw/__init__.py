"""Worths and red lines on every draw of the joint sample."""
