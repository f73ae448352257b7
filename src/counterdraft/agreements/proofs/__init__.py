"""Certificates, and the independent checker that replays them and believes nothing."""
