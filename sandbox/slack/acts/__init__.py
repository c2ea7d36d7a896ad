"""What people do on the board, one module per act."""
