window.YTD.account.part0 = [
 {
  "account": {
   "username": "ann_dv",
   "accountId": "42",
   "accountDisplayName": "Ann"
  }
 }
]
