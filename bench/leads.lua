-- wrk: every request is one call-back lead under a key of its own; BECKON_KEY names the site.
local threads, run = 0, tostring(os.time())
local key = os.getenv("BECKON_KEY")
local headers = { ["Content-Type"] = "text/plain", ["Origin"] = "https://shop.example", ["User-Agent"] = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36" }

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init() count = 0 end

function request()
  count = count + 1
  local now = os.time() * 1000
  local lead = string.format("%s-%d-%d", run, number, count)
  local visitor = string.format("AAAAAAAAAAAAAAAA%06d", count % 5000)
  local body = string.format('{"site":"%s","key":"%s","visitor":"%s","widget":null,"variant":null,' ..
    '"fields":{"phone":"0900 000 %03d","name":"Khách thử"},"consent":{"purposes":{},"wording":"v1"},' ..
    '"at":%d,"sent_at":%d,"url":"https://shop.example/lien-he","referrer":"","language":"vi","zone":"Asia/Ho_Chi_Minh",' ..
    '"elapsed_ms":5200,"touches":[{"id":"t-%s","at":%d,"url":"https://shop.example/?utm_source=google&utm_medium=cpc&gclid=abc","referrer":"https://www.google.com/"}]}',
    key, lead, visitor, count % 1000, now, now, lead, now - 60000)
  return wrk.format("POST", "/v1/leads", headers, body)
end
