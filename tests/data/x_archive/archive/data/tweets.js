window.YTD.tweets.part0 = [
 {
  "tweet": {
   "id_str": "1050118621198921728",
   "id": "1050118621198921728",
   "created_at": "Wed Oct 10 20:19:24 +0000 2018",
   "full_text": "Rust &amp; meer: https://t.co/abcdefgh1 https://t.co/pic1234567",
   "lang": "nl",
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": [
     {
      "url": "https://t.co/abcdefgh1",
      "expanded_url": "https://example.org/rust",
      "display_url": "example.org"
     }
    ]
   },
   "extended_entities": {
    "media": [
     {
      "url": "https://t.co/pic1234567",
      "expanded_url": "https://x.com/ann_dv/status/1/photo/1"
     }
    ]
   }
  }
 },
 {
  "tweet": {
   "id_str": "1050118621198921729",
   "id": "1050118621198921729",
   "created_at": "Wed Oct 10 20:19:24 +0000 2018",
   "full_text": "@bob_b @carol_c Ja, ik.",
   "lang": "nl",
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Bob",
      "screen_name": "bob_b",
      "id_str": "77",
      "id": "77",
      "indices": [
       "0",
       "4"
      ]
     },
     {
      "name": "Carol",
      "screen_name": "carol_c",
      "id_str": "88",
      "id": "88",
      "indices": [
       "0",
       "4"
      ]
     }
    ],
    "urls": []
   },
   "in_reply_to_status_id_str": "900",
   "in_reply_to_user_id_str": "77",
   "in_reply_to_screen_name": "bob_b"
  }
 },
 {
  "tweet": {
   "id_str": "1050118621198921730",
   "id": "1050118621198921730",
   "created_at": "Wed Oct 10 20:19:24 +0000 2018",
   "full_text": "Vervolg",
   "lang": "nl",
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "in_reply_to_status_id_str": "1050118621198921728",
   "in_reply_to_user_id_str": "42",
   "in_reply_to_screen_name": "ann_dv"
  }
 },
 {
  "tweet": {
   "id_str": "1050118621198921731",
   "id": "1050118621198921731",
   "created_at": "Wed Oct 10 20:19:24 +0000 2018",
   "full_text": "RT @Bob_B: iets moois",
   "lang": "nl",
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Bob",
      "screen_name": "bob_b",
      "id_str": "77",
      "id": "77",
      "indices": [
       "0",
       "4"
      ]
     }
    ],
    "urls": []
   }
  }
 },
 {
  "tweet": {
   "id_str": "1050118621198921732",
   "id": "1050118621198921732",
   "created_at": "Wed Oct 10 20:19:24 +0000 2018",
   "full_text": "RT @weg: verdwenen",
   "lang": "nl",
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "?",
      "screen_name": "weg",
      "id_str": "-1",
      "id": "-1",
      "indices": [
       "0",
       "4"
      ]
     }
    ],
    "urls": []
   }
  }
 },
 {
  "tweet": {
   "id_str": "1050118621198921733",
   "id": "1050118621198921733",
   "created_at": "Wed Oct 10 20:19:24 +0000 2018",
   "full_text": "Eerste versie",
   "lang": "nl",
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1050118621198921733",
      "1050118621198921734"
     ]
    }
   }
  }
 }
]
