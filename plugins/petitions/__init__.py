"""The register of petitions and the settlement of complaints, denunciations, recommendations and feedback."""
