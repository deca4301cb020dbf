window.YTD.follower.part0 = [
 {
  "follower": {
   "accountId": "99",
   "userLink": "https://x.com/intent/user?user_id=99"
  }
 },
 {
  "follower": {
   "userLink": "x"
  }
 }
]
