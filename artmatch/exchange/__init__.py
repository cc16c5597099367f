"""Files that other people's registers are exchanged in: tables (CSV, Excel), LIDO 1.1 and JSON lines."""
