"""What leaves a company's Carnet and comes back: backups; later imports, exports and archives."""
