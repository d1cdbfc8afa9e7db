"""Each module here touches one part of the world; none of them imports another."""
