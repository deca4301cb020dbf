window.YTD.like.part0 = [
 {
  "like": {
   "tweetId": "900",
   "fullText": "CANARY-like",
   "expandedUrl": "https://x.com/i/web/status/900"
  }
 }
]
