window.YTD.tweets.part1 = [
 {
  "tweet": {
   "id_str": "1050118621198921734",
   "id": "1050118621198921734",
   "created_at": "Wed Oct 10 20:29:24 +0000 2018",
   "full_text": "Tweede versie",
   "lang": "nl",
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "edit_info": {
    "edit": {
     "initialTweetId": "1050118621198921733",
     "editControlInitial": {
      "editTweetIds": [
       "1050118621198921733",
       "1050118621198921734"
      ]
     }
    }
   }
  }
 }
]
