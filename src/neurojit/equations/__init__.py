"""Equations of models as data: read, checked for units, rearranged, given a method of integration."""
