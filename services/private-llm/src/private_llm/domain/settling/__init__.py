"""Words to values: which of the kept things are meant. Two candidates are asked about, with numbers; none is asked about too."""
