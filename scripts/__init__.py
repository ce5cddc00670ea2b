"""What the project runs by hand: the base map, the browser, the screenshots."""
