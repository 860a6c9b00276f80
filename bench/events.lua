-- wrk: every request is one pageview under an id of its own; BECKON_KEY names the site.
local threads, run = 0, tostring(os.time())
local key = os.getenv("BECKON_KEY")
local headers = {
  ["Content-Type"] = "text/plain",
  ["Origin"] = "https://shop.example",
  ["User-Agent"] = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
}

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init() count = 0 end

function request()
  count = count + 1
  local now = os.time() * 1000
  local id = string.format("%s-%d-%d", run, number, count)
  local visitor = string.format("AAAAAAAAAAAAAAAA%06d", count % 5000)
  local body = string.format('{"site":"%s","visitor":"%s","sent_at":%d,"events":[{"id":"%s","name":"pageview","at":%d,' ..
    '"url":"https://shop.example/ao-thun-nam?utm_source=google&utm_medium=cpc&utm_campaign=ao-thun&gclid=Cj0KCQiAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",' ..
    '"referrer":"https://www.google.com/","widget":null,"variant":null,"value_minor":null,"currency":null,"props":{}}]}',
    key, visitor, now, id, now - 40)
  return wrk.format("POST", "/v1/events", headers, body)
end
