"""The commands of `sihteeri`, a module for each part of the assistant."""
