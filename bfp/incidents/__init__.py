"""What was stopped, one by one."""
