"""Reading a masked request: rendering, classifying, finding the slots."""
