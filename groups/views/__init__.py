"""Pages on which a network sets where its groups meet and how evenings go, and a group what it has agreed."""
