window.YTD.direct_messages.part0 = [
 {
  "dmConversation": {
   "conversationId": "42-77",
   "messages": [
    {
     "messageCreate": {
      "id": "1",
      "senderId": "42",
      "recipientId": "77",
      "text": "CANARY-dm"
     }
    },
    {
     "messageCreate": {
      "id": "2",
      "senderId": "77",
      "recipientId": "42",
      "text": "CANARY-dm"
     }
    }
   ]
  }
 }
]
