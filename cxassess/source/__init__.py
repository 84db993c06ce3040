"""The text of a YAML file to nodes that know their place, and changes of nodes back to text; the only importer of yaml."""
