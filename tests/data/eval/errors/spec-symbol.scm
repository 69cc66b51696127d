(specifications->manifest 'bash)
