window.YTD.account.part0 = [
 {
  "account": {
   "email": "ann@example.org",
   "createdVia": "web",
   "username": "ann_dv",
   "accountId": "42",
   "createdAt": "2010-01-01T00:00:00.000Z",
   "accountDisplayName": "Ann de Vries"
  }
 }
]
