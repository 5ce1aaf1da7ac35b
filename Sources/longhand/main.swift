import Console

Longhand.main()
