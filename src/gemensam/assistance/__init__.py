"""Financial assistance (ekonomiskt bistånd): the norm calculation, and what authorities answer through SSBTEK."""
