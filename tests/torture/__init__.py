"""Faults made to happen to the store: kills, power cuts, full disks, failing disks, bit rot, crowds. Each scenario has a control: the
same with a planted defect, which must lose something, or the scenario shows nothing."""
