"""What is drawn along months, nationalities, compounds and claims."""
