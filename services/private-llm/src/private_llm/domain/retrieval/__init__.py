"""Looking up what the person keeps: a question is read, searched for once over everything, and quoted."""
