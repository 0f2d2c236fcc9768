# frozen_string_literal: true

require 'json'
require 'socket'
require 'time'

# The service as far as these tests need it, on loopback: numbers its answers, so that values of two of them are told apart. The real one is
# played with by the scenarios that all clients go through.
class Service
  # Request lines, as they came.
  attr_reader :seen
  # Asked for each request with its number; nil lets it be answered well, a String is sent as it is, an Array in pieces 0.3 s apart.
  attr_accessor :interfere
  # How long credentials live.
  attr_accessor :life

  def initialize
    @server = TCPServer.new('127.0.0.1', 0)
    @seen = []
    @life = 3600
    @thread = Thread.new { loop { serve(@server.accept) } }
  end

  def url
    "http://127.0.0.1:#{@server.addr[1]}"
  end

  def stop
    @thread.kill
    @thread.join
    @server.close
  end

  def answer(number)
    say(200, :access_key_id => "ASIANUMBER#{number}", :secret_access_key => "secret-#{number}",
             :session_token => "token-#{number}", :expiration => (Time.now + @life).utc.strftime('%Y-%m-%dT%H:%M:%SZ'))
  end

  def say(status, members)
    body = JSON.generate(members)
    "HTTP/1.1 #{status} Status\r\nContent-Type: application/json\r\nContent-Length: #{body.bytesize}\r\n\r\n#{body}"
  end

  private

  def serve(socket)
    line = socket.gets
    return if line.nil?
    nil until ['', nil].include?((socket.gets || '').chomp)
    @seen << line.chomp
    number = @seen.length
    pieces = [(interfere && interfere.call(number)) || answer(number)].flatten
    pieces.each_with_index do |piece, at|
      sleep(0.3) if at > 0
      socket.write(piece)
    end
  rescue SystemCallError
    nil # the client has hung up
  ensure
    socket.close
  end
end
