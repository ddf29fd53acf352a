"""What is said: how moments and lists are worded, courtesies, and summaries without a model."""
