window.YTD.deleted_tweets.part0 = [
 {
  "tweet": {
   "id_str": "1050118621198921737",
   "id": "1050118621198921737",
   "created_at": "Wed Oct 10 20:19:24 +0000 2018",
   "full_text": "CANARY-deleted",
   "lang": "nl",
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "deleted_at": "2018-10-12T08:00:00.000Z"
  }
 }
]
