"""The commands of the console, one file each, named as the command."""
